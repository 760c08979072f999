-- "Which instances are in ERROR?" must not walk through a million that are not.
CREATE INDEX instances_by_state ON instances (state, instance_id);
