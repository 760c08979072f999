-- Why the catalogue cannot be read; what it holds is from before.
ALTER TABLE accounts ADD COLUMN catalogue_problem text;
