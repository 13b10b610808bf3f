"""The rules of lint: one file a concern, one small pure function a rule, one table of them all. See README.md."""
