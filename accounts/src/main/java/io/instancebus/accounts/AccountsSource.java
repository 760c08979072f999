package io.instancebus.accounts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A source of the accounts: fixed, or a file that may change. */
public sealed interface AccountsSource {
    /** Takes the accounts when they have changed. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes the complete new set of accounts.
         *
         * @throws RuntimeException if they cannot be taken; the former ones then stay, and these are offered again
         */
        void take(List<AccountConfig> accounts);
    }

    /** Informs the taker until it is closed. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** Accounts that never change. */
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
     * The accounts in a file, which may change.
     *
     * @param besides accounts that exist besides those of the file
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

    /** @throws InvalidAccounts with all problems of the file */
    List<AccountConfig> read();

    /** Gives the taker the accounts now and after each change, until the result is closed. */
    Following follow(Taker taker);
}
