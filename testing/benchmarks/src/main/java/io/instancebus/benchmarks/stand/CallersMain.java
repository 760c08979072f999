package io.instancebus.benchmarks.stand;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Callers in a JVM of their own. For each number on its standard input, so many of them ask for an instance at once and
 * wait for the answer to the command; a line for each says which command, when the answer came, and whether it has the
 * command's status.
 */
final class CallersMain {
    private static final Pattern COMMAND = Pattern.compile("\"commandId\":\"([^\"]+)\"");
    private static final int WARM_UP = 300;

    private CallersMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        URI instances = URI.create(arguments[0] + "/v1/instances?wait=30");
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            HttpRequest something = HttpRequest.newBuilder(URI.create(arguments[0] + "/v1/accounts"))
                    .build();
            for (int i = 0; i < WARM_UP; i++) {
                client.send(something, HttpResponse.BodyHandlers.ofString());
            }
            System.out.println(Callers.READY);
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                round(client, instances, Integer.parseInt(line));
                System.out.println(Callers.END);
            }
        }
    }

    private static void round(HttpClient client, URI instances, int count) {
        HttpRequest request = HttpRequest.newBuilder(instances)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"account\":\"sandbox\",\"imageId\":\"img1\"}"))
                .build();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .handle((answer, failed) -> failed == null ? told(answer) : failed(failed.toString())));
        }
        answers.forEach(answer -> System.out.println(answer.join()));
    }

    private static String told(HttpResponse<String> answer) {
        Instant at = Instant.now();
        Matcher command = COMMAND.matcher(answer.body());
        return answer.body().contains("\"status\":\"ACCEPTED\"") && command.find()
                ? "answered " + command.group(1) + " " + at
                : failed(answer.statusCode() + " " + answer.body());
    }

    /** Also said at once, because others may wait for what this one was to do. */
    private static String failed(String how) {
        System.err.println("a caller failed: " + how);
        return "failed " + how;
    }
}
