-- That an account has none in a state follows from neither alone: without this the planner expects to meet some soon, and
-- walks through all instances.
CREATE STATISTICS instances_account_and_state (mcv) ON account, state FROM instances;
ANALYZE instances;
