package io.instancebus.provider.ec2;

import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.time.SteadyClock;
import java.util.HashMap;
import java.util.Map;

/** Accounts at a simulated EC2. */
final class Accounts {
    static final AccessKey KEY = new AccessKey(Ec2Simulator.ACCESS_KEY_ID, Ec2Simulator.SECRET_ACCESS_KEY, null);

    private Accounts() {}

    static Map<String, String> settings(Ec2Simulator simulator, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "endpoint",
                simulator.url().toString(),
                "region",
                Ec2Simulator.REGION,
                "access-key-id",
                Ec2Simulator.ACCESS_KEY_ID,
                "secret-access-key",
                "file:ec2"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    static Ec2Provider of(Ec2Simulator simulator, String... more) {
        return new Ec2Provider(Ec2Config.read(settings(simulator, more)), () -> KEY, SteadyClock.system());
    }
}
