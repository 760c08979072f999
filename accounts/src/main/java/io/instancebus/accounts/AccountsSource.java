package io.instancebus.accounts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where it is said which accounts there are. */
public sealed interface AccountsSource {
    /** What is told of accounts that have changed. */
    @FunctionalInterface
    interface Taker {
        /**
         * These are the accounts from now on, all of them.
         *
         * @throws RuntimeException if they cannot be taken; those before then stay, and these are offered again
         */
        void take(List<AccountConfig> accounts);
    }

    /** The taker is told, until this is closed. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** For good. */
    record Fixed(List<AccountConfig> accounts) implements AccountsSource {
        public Fixed {
            accounts = List.copyOf(accounts);
        }

        @Override
        public List<AccountConfig> read() {
            return accounts;
        }

        @Override
        public Following follow(Taker taker) {
            return () -> {};
        }
    }

    /**
     * In a file, which may change.
     *
     * @param besides accounts that there are in any case
     */
    record InFile(Path file, List<AccountConfig> besides) implements AccountsSource {
        public InFile {
            besides = List.copyOf(besides);
        }

        @Override
        public List<AccountConfig> read() {
            return parse(AccountsFile.content(file));
        }

        List<AccountConfig> parse(String yaml) {
            List<AccountConfig> all = new ArrayList<>(besides);
            for (AccountConfig account : AccountsFile.parse(file, yaml)) {
                if (besides.stream().anyMatch(other -> other.name().equals(account.name()))) {
                    throw new InvalidAccounts(
                            file, List.of("account " + account.name() + " is there already; choose another name"));
                }
                all.add(account);
            }
            return List.copyOf(all);
        }

        @Override
        public Following follow(Taker taker) {
            return FollowedFile.follow(this, taker);
        }
    }

    static AccountsSource of(List<AccountConfig> accounts) {
        return new Fixed(accounts);
    }

    static AccountsSource in(Path file) {
        return new InFile(file, List.of());
    }

    /** @throws InvalidAccounts saying everything that is wrong */
    List<AccountConfig> read();

    /** Has the taker told of them, at first and whenever they have changed, until what is returned is closed. */
    Following follow(Taker taker);
}
