package io.instancebus.faults;

import io.instancebus.faults.check.Spoiled;
import io.instancebus.faults.plan.Fault;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Does what the plan says, and undoes it. */
final class Injector {
    private static final String SPOILER = "garbage-";
    private static final int LONGEST = 300;

    private final Testbed testbed;
    private final Bus bus;
    private final Optional<Disk> disk;
    private final Optional<Clocks> clocks;
    private final Random random;
    private final List<Spoiled> spoiled = new ArrayList<>();

    Injector(Testbed testbed, Bus bus, Optional<Disk> disk, Optional<Clocks> clocks, long seed) {
        this.testbed = testbed;
        this.bus = bus;
        this.disk = disk;
        this.clocks = clocks;
        this.random = new Random(seed);
    }

    void begin(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill(String process, Duration hold) ->
                testbed.process(process).kill();
            case Fault.Pause(String process, Duration hold) ->
                testbed.process(process).pause();
            case Fault.Cut(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).cut();
            case Fault.Slow(String service, String dependency, Duration by, Duration hold) ->
                testbed.proxy(service, dependency).slow(by);
            case Fault.Silent(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).silence();
            case Fault.Garbage(String topic, int records, Duration hold) -> spoil(topic, records);
            case Fault.Duplicates(String topic, int records, Duration hold) -> again(topic, records);
            case Fault.DiskFull(Duration hold) -> disk.orElseThrow().fill();
            case Fault.ClockOff(String process, Duration offset, Duration hold) ->
                clocks.orElseThrow().set(process, offset);
        }
    }

    void end(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill(String process, Duration hold) ->
                testbed.process(process).start();
            case Fault.Pause(String process, Duration hold) ->
                testbed.process(process).resume();
            case Fault.Cut(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).pass();
            case Fault.Slow(String service, String dependency, Duration by, Duration hold) ->
                testbed.proxy(service, dependency).pass();
            case Fault.Silent(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).pass();
            case Fault.Garbage garbage -> {}
            case Fault.Duplicates duplicates -> {}
            case Fault.DiskFull full -> disk.orElseThrow().free();
            case Fault.ClockOff(String process, Duration offset, Duration hold) ->
                clocks.orElseThrow().set(process, Duration.ZERO);
        }
    }

    /** The processes that ended although nobody ended them; they are started again, as a supervisor would. */
    List<String> restartTheFallen() {
        List<String> fallen = new ArrayList<>();
        for (ServiceProcess process : testbed.processes()) {
            if (!process.alive()) {
                fallen.add(process.name());
                process.start();
            }
        }
        return fallen;
    }

    /** The undecodable values that the broker took. */
    List<Spoiled> spoiled() {
        return List.copyOf(spoiled);
    }

    private void spoil(String topic, int records) throws InterruptedException {
        byte[] key = (SPOILER + random.nextInt(1_000)).getBytes(StandardCharsets.UTF_8);
        for (int index = 0; index < records; index++) {
            byte[] value = garbage();
            bus.plant(new ProducerRecord<>(topic, key, value));
            spoiled.add(new Spoiled(value, Spoiled.Letters.ONE));
        }
    }

    /** Half of it without the magic byte, half with the number of a schema that there is not. */
    private byte[] garbage() {
        byte[] value = new byte[16 + random.nextInt(LONGEST)];
        random.nextBytes(value);
        if (random.nextBoolean()) {
            value[0] = 0;
            value[1] = 0x7f;
        } else if (value[0] == 0) {
            value[0] = 1;
        }
        return value;
    }

    private void again(String topic, int records) throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> one : bus.last(topic, records)) {
            if (Bus.key(one).isPresent()) {
                bus.put(Bus.again(one));
            }
        }
    }
}
