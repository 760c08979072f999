-- Sealed: who has no private key reads nothing in it.
ALTER TABLE instances ADD COLUMN admin_password json;
