package io.instancebus.mapping;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.NamedThing;
import io.instancebus.avro.ObservedConfiguration;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import org.jspecify.annotations.Nullable;

/** Maps sightings. */
final class SightingMapping {
    private SightingMapping() {}

    static InstanceObserved toAvro(Report.Observed observed) {
        InstanceObserved avro = toAvro(observed.sighting());
        avro.setNumber(observed.number());
        avro.setEpoch(observed.epoch());
        avro.setPass(observed.pass());
        return avro;
    }

    /** A sighting outside of an observation, which has no number, epoch and pass. */
    static InstanceObserved toAvro(Sighting seen) {
        InstanceObserved avro = new InstanceObserved();
        avro.setState(EnumMapping.toAvro(seen.state()));
        avro.setRawState(seen.rawState());
        avro.setNativeId(seen.nativeId());
        avro.setPublicAddresses(ValueMapping.toAvro(seen.publicAddresses()));
        avro.setPrivateAddresses(ValueMapping.toAvro(seen.privateAddresses()));
        avro.setSshPort(seen.sshPort());
        avro.setLaunchedAt(seen.launchedAt());
        avro.setOwnerId(seen.ownerId());
        avro.setUsername(seen.username());
        avro.setProgress(seen.progress());
        avro.setFault(seen.fault() == null ? null : ValueMapping.toAvro(seen.fault()));
        avro.setConfiguration(toAvro(seen.configuration()));
        return avro;
    }

    /** @throws UnusableReport if its native id is invalid */
    static Report.Observed fromAvro(InstanceId id, InstanceObserved body) {
        return new Report.Observed(id, body.getNumber(), body.getEpoch(), body.getPass(), fromAvro(body));
    }

    /** @throws UnusableReport if its native id is invalid */
    static Sighting fromAvro(InstanceObserved body) {
        return new Sighting(
                EnumMapping.fromAvro(body.getState()),
                body.getRawState(),
                ReportMapping.id("nativeId", body.getNativeId()),
                ValueMapping.fromAvro(body.getPublicAddresses()),
                ValueMapping.fromAvro(body.getPrivateAddresses()),
                body.getSshPort(),
                body.getLaunchedAt(),
                body.getOwnerId(),
                body.getUsername(),
                body.getProgress(),
                body.getFault() == null ? null : ValueMapping.fromAvro(body.getFault()),
                fromAvro(body.getConfiguration()));
    }

    private static @Nullable ObservedConfiguration toAvro(Configuration configuration) {
        return configuration.equals(Configuration.UNSAID)
                ? null
                : new ObservedConfiguration(
                        configuration.name(),
                        toAvro(configuration.image()),
                        toAvro(configuration.realm()),
                        toAvro(configuration.hardwareProfile()),
                        configuration.keyName(),
                        configuration.firewalls() == null
                                ? null
                                : configuration.firewalls().stream()
                                        .map(each -> new NamedThing(each.id(), each.otherNames()))
                                        .toList());
    }

    private static Configuration fromAvro(@Nullable ObservedConfiguration avro) {
        return avro == null
                ? Configuration.UNSAID
                : new Configuration(
                        avro.getName(),
                        fromAvro(avro.getImage()),
                        fromAvro(avro.getRealm()),
                        fromAvro(avro.getHardwareProfile()),
                        avro.getKeyName(),
                        avro.getFirewalls() == null
                                ? null
                                : avro.getFirewalls().stream()
                                        .map(each -> new Named(each.getId(), each.getOtherNames()))
                                        .toList());
    }

    private static @Nullable NamedThing toAvro(@Nullable Named named) {
        return named == null ? null : new NamedThing(named.id(), named.otherNames());
    }

    private static @Nullable Named fromAvro(@Nullable NamedThing avro) {
        return avro == null ? null : new Named(avro.getId(), avro.getOtherNames());
    }
}
