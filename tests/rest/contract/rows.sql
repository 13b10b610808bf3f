INSERT INTO "sort" ("id", "limit", "where", "fields") VALUES (1, 'one', NULL, NULL), (2, 'two', 'there', 1);
INSERT INTO "order items"
  ("id", "naïve ""x""", "a/b", "price", "quantity", "size", "due", "shipped", "details", "sort", "updated_at")
VALUES
  (1, 'first', 'A-1', 9.50, 2, 's', '2026-01-31', FALSE, '{"colour": {"name": "red", "code": 1}, "tags": ["a", "b"]}', 1,
   '2026-01-02 03:04:05'),
  (2, 'second', 'A-2', 0.10, 3, 'm', '2026-01-31', TRUE, NULL, NULL, NULL),
  (3, 'third, "quoted" & ünï', NULL, 100.00, 1, NULL, NULL, FALSE, '[1, 2.50, null]', 2, NULL);
INSERT INTO "prices/day" ("shop", "day", "price") VALUES
  ('a,b', '2026-02-01', 1.125), ('c/d?e#f%g', '2026-02-01', 2), ('plain', '2026-02-01', 3), ('plain', '2026-02-02', 4);
INSERT INTO "bookings" ("id", "shop", "day") VALUES (1, 'a,b', '2026-02-01'), (2, NULL, NULL);
INSERT INTO "labels" ("key", "text") VALUES
  ('plain', 'one'), ('with space', 'two'), ('a/b', 'three'), ('ñ%2F+&=', 'four'), ('a,b', 'five');
INSERT INTO "devices" ("id", "name") VALUES
  ('0f8fad5b-d9cb-469f-a165-70867728950e', 'lamp'), ('7c9e6679-7425-40de-944b-e07fc1f90ae7', 'door'),
  ('16fd2706-8baf-433b-82eb-8c7fada847da', 'bell');
INSERT INTO "readings" ("device", "value") VALUES ('0f8fad5b-d9cb-469f-a165-70867728950e', 1.5);
INSERT INTO "parts" ("id", "device") VALUES (1, '7c9e6679-7425-40de-944b-e07fc1f90ae7');
INSERT INTO "numbers" ("id") VALUES (1), (2);
INSERT INTO "late" ("id", "of") VALUES (1, 1);
INSERT INTO "counters" ("id", "count") VALUES (1, 0);
