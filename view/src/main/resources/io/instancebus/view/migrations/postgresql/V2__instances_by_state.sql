-- "Which instances are in ERROR?" must not walk through a million that are not. The price: a change of the state is no
-- longer an update in place. Events that leave the state as it is still are.
CREATE INDEX instances_by_state ON instances (state, instance_id);
