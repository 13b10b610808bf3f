CREATE TABLE "sort" (
  "id" INTEGER PRIMARY KEY,
  "limit" TEXT NOT NULL UNIQUE,
  "where" TEXT,
  "fields" INTEGER REFERENCES "sort" ("id")
);
CREATE TABLE "order items" (
  "id" INTEGER PRIMARY KEY,
  "naïve ""x""" TEXT NOT NULL CHECK (length("naïve ""x""") > 0),
  "a/b" VARCHAR(12) UNIQUE,
  "price" DECIMAL(10, 2) NOT NULL DEFAULT 0 CHECK ("price" >= 0),
  "quantity" INTEGER NOT NULL DEFAULT 1 CHECK ("quantity" BETWEEN 1 AND 1000),
  "total" DECIMAL(14, 2) GENERATED ALWAYS AS ("price" * "quantity") STORED,
  "size" TEXT CHECK ("size" IN ('s', 'm', 'l')),
  "due" DATE,
  "shipped" BOOLEAN NOT NULL DEFAULT FALSE,
  "details" JSON,
  "picture" BLOB,
  "sort" INTEGER REFERENCES "sort" ("id"),
  "updated_at" TIMESTAMP,
  UNIQUE ("due", "size"),
  CONSTRAINT "cheap when many" CHECK ("quantity" < 100 OR "price" < 10)
);
CREATE TABLE "prices/day" (
  "shop" TEXT,
  "day" DATE,
  "price" DECIMAL(8, 3) NOT NULL,
  PRIMARY KEY ("shop", "day")
);
CREATE TABLE "bookings" (
  "id" INTEGER PRIMARY KEY,
  "shop" TEXT,
  "day" DATE,
  FOREIGN KEY ("shop", "day") REFERENCES "prices/day" ("shop", "day")
);
CREATE TABLE "labels" (
  "key" TEXT PRIMARY KEY,
  "text" TEXT
);
CREATE TABLE "devices" (
  "id" UUID PRIMARY KEY,
  "name" TEXT NOT NULL
);
CREATE TABLE "readings" (
  "device" UUID NOT NULL REFERENCES "devices" ("id"),
  "value" DOUBLE PRECISION
);
CREATE TABLE "parts" (
  "id" INTEGER PRIMARY KEY,
  "device" UUID REFERENCES "devices" ("id") ON DELETE CASCADE
);
CREATE TABLE "numbers" (
  "id" INTEGER PRIMARY KEY
);
CREATE TABLE "late" (
  "id" INTEGER PRIMARY KEY,
  "of" INTEGER REFERENCES "numbers" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "counters" (
  "id" INTEGER PRIMARY KEY,
  "count" INTEGER NOT NULL DEFAULT 0
);
CREATE VIEW "dear items" AS SELECT "id", "price" FROM "order items" WHERE "price" > 5;
