package io.instancebus.gateway.http;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.domain.Action;
import io.instancebus.domain.Command;
import io.instancebus.fuzzing.FuzzTarget;
import io.instancebus.fuzzing.RecordInputs;
import io.instancebus.gateway.json.CommandReader;
import io.instancebus.gateway.json.InvalidBody;
import io.instancebus.gateway.json.RequestHeaders;
import io.instancebus.mapping.CommandMapping;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any bytes as the body of a write are a problem, or a command that comes off the bus as it was put there. The first
 * byte of an input says which write it is.
 */
public final class BodiesFuzzer implements FuzzTarget {
    private static final String TOPIC = Topics.withoutPrefix().commands();
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final RequestHeaders HEADERS = new RequestHeaders("alice", null, "\"7\"");

    private static final String PROTECTED = """
            {"sealed": {"keyId": "key-1", "encapsulatedKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
             "ciphertext": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}""";
    private static final String ENVELOPE = """
            "commandId": "c-1", "issuedAt": "2026-01-01T12:00:00Z", "actor": "alice", "correlationId": "x",
            "expectedVersion": 7, "expiresAt": "2026-01-01T13:00:00+02:00\"""";

    private final RecordInputs bus = new RecordInputs(List.of(new RecordInputs.Kind(TOPIC, InstanceCommand.SCHEMA$)));
    private final AvroCodec<InstanceCommand> codec = new AvroCodec<>(
            InstanceCommand.class, TOPIC, SchemaRegistryClient.from(Map.of("schema.registry.url", bus.registryUrl())));
    private final CommandReader reader = new CommandReader(() -> NOW);

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "c{\"account\": \"box\", \"imageId\": \"image-1\"}",
                        "c{" + ENVELOPE + """
                        , "instanceId": "i-1", "account": "box", "imageId": "image-1", "realmId": "realm-1",
                         "hardwareProfile": {"id": "small", "overrides": {"memory": "1024"}}, "name": "web",
                         "keyName": "key", "firewalls": ["http"], "tags": {"role": "web"}, "userData": %s,
                         "replyKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""".formatted(PROTECTED),
                        "c{\"account\": \"box\", \"imageId\": \"image-1\", \"userData\": \"#!/bin/sh\"}",
                        "a{" + ENVELOPE + ", \"force\": true}",
                        "a{}",
                        "a{\"force\": " + "[".repeat(400) + "]".repeat(400) + "}",
                        "r{" + ENVELOPE + """
                        , "commandLine": %s, "credential": {"type": "PRIVATE_KEY", "secret": %s,
                         "passphrase": {"reference": "file:secret"}}, "username": "root", "address": "192.0.2.1",
                         "port": 22, "timeoutSeconds": 60, "outputLimit": 1000, "hostKey": "SHA256:abc"}""".formatted(PROTECTED, PROTECTED),
                        "r{\"commandLine\": {\"clear\": \"uptime\"}}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void read(byte[] input) {
        Command command;
        try {
            command = command(input);
        } catch (ProblemException | InvalidBody e) {
            return;
        }
        InstanceCommand sent = CommandMapping.toAvro(command);
        if (!codec.decode(codec.encode(sent)).equals(sent)) {
            throw new AssertionError("a command is another one when it comes off the bus");
        }
    }

    private Command command(byte[] input) {
        ObjectNode body = JsonBody.parse(Arrays.copyOfRange(input, Math.min(1, input.length), input.length));
        return switch (input.length == 0 ? 0 : input[0]) {
            case 'c' -> reader.create(body, HEADERS);
            case 'a' -> reader.action("i-1", Action.STOP, body, HEADERS);
            default -> reader.run("i-1", body, HEADERS);
        };
    }
}
