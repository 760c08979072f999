package io.instancebus.standalone;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.domain.Catalogue;
import io.instancebus.worker.AccountCheck;
import java.time.Duration;
import java.util.List;

/** Formats the result of an account's check as a line for people, with further lines for a problem. */
record FindingLine(int nameWidth) {
    private static final int TYPE_WIDTH = "openstack".length();

    /** @param took the duration of the check */
    record Found(AccountConfig account, AccountCheck.Finding finding, Duration took) {
        boolean usable() {
            return switch (finding) {
                case AccountCheck.Usable usable -> true;
                case AccountCheck.Readable readable -> true;
                case AccountCheck.Unusable unusable -> false;
            };
        }
    }

    static FindingLine ofWidthFor(List<AccountConfig> accounts) {
        return new FindingLine(accounts.stream()
                .mapToInt(account -> account.name().length())
                .max()
                .orElse(1));
    }

    static Found find(AccountCheck check, AccountConfig account) {
        long begun = System.nanoTime();
        AccountCheck.Finding finding = check.check(account);
        return new Found(account, finding, Duration.ofNanos(System.nanoTime() - begun));
    }

    String of(Found found) {
        String head = "  %s  %s  "
                .formatted(
                        pad(found.account().name(), nameWidth),
                        pad(found.account().type().label(), TYPE_WIDTH));
        return switch (found.finding()) {
            case AccountCheck.Usable(Catalogue catalogue) ->
                head
                        + "ok      %s, %s, %s (%.1f s)"
                                .formatted(
                                        count(catalogue.images().size(), "image"),
                                        count(catalogue.realms().size(), "realm"),
                                        count(catalogue.hardwareProfiles().size(), "hardware profile"),
                                        found.took().toMillis() / 1000.0);
            case AccountCheck.Readable(String reason) -> head + "ok      its settings; " + reason;
            case AccountCheck.Unusable(String problem, String advice) -> {
                String below = "\n" + " ".repeat(head.length() + "FAILED  ".length());
                yield head + "FAILED  " + problem.replace("\n", below) + (advice.isEmpty() ? "" : below + advice);
            }
        };
    }

    private static String count(int many, String what) {
        return many + " " + what + (many == 1 ? "" : "s");
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
