package io.instancebus.simulators.ec2;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks the signatures of requests, as in Amazon's "Signature Version 4". */
record Signatures(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        String region) {
    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,"
                    + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    void check(Headers headers, String path, String body) throws Ec2Error {
        String given = headers.getFirst("Authorization");
        if (given == null) {
            throw new Ec2Error(401, "AuthFailure", "The request must be signed");
        }
        Matcher parts = AUTHORIZATION.matcher(given);
        if (!parts.matches()) {
            throw Ec2Error.client("IncompleteSignature", "The Authorization header is malformed");
        }
        if (!parts.group(1).equals(accessKeyId)) {
            throw new Ec2Error(401, "AuthFailure", "AWS was not able to validate the provided access credentials");
        }
        if (!parts.group(3).equals(region) || !parts.group(4).equals("ec2")) {
            throw new Ec2Error(
                    403,
                    "SignatureDoesNotMatch",
                    "Credential should be scoped to " + region + "/ec2, not " + parts.group(3) + "/" + parts.group(4));
        }
        if (sessionToken != null && !sessionToken.equals(headers.getFirst("X-Amz-Security-Token"))) {
            throw new Ec2Error(401, "AuthFailure", "The security token included in the request is invalid");
        }
        String scope = parts.group(2) + "/" + region + "/ec2/aws4_request";
        String timestamp = String.valueOf(headers.getFirst("X-Amz-Date"));
        String signed = "AWS4-HMAC-SHA256\n" + timestamp + "\n" + scope + "\n"
                + sha256(canonical(headers, parts.group(5), path, body));
        if (!signature(signed, parts.group(2)).equals(parts.group(6))) {
            throw new Ec2Error(
                    403,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided");
        }
    }

    private static String canonical(Headers headers, String names, String path, String body) {
        StringBuilder canonical = new StringBuilder("POST\n").append(path).append("\n\n");
        for (String name : names.split(";")) {
            canonical
                    .append(name)
                    .append(':')
                    .append(String.valueOf(headers.getFirst(name)).strip())
                    .append('\n');
        }
        return canonical
                .append('\n')
                .append(names)
                .append('\n')
                .append(sha256(body))
                .toString();
    }

    private String signature(String toSign, String date) {
        byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {date, region, "ec2", "aws4_request"}) {
            key = mac(key, part);
        }
        return HexFormat.of().formatHex(mac(key, toSign));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "Signatures[" + accessKeyId + "]";
    }
}
