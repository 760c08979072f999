-- "Which instances of this account are in ERROR?" must not walk through all others of a large account.
CREATE INDEX instances_by_account_and_state ON instances (account, state, instance_id);
