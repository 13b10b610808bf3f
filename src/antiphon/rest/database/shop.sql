-- A small shop. What a table can say about its rows is said here: keys that the database chooses and one of two columns,
-- references, uniques, checks, defaults, a generated column, a view; decimals, days, moments, yes and no, JSON, pictures;
-- and a column that tells when its row last changed. (In a column of type JSON alone SQLite would take what is only a
-- number for one of its own, and round it.)

CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name VARCHAR(80) NOT NULL CHECK (length(name) > 0),
    email VARCHAR(120) NOT NULL UNIQUE CHECK (email LIKE '%_@_%'),
    country CHAR(2) NOT NULL DEFAULT 'ES' CHECK (length(country) = 2),
    newsletter BOOLEAN NOT NULL DEFAULT 0 CHECK (newsletter IN (0, 1)),
    born DATE,
    address JSON TEXT CHECK (address IS NULL OR json_valid(address)),
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    sku VARCHAR(12) NOT NULL UNIQUE,
    name VARCHAR(100) NOT NULL,
    category VARCHAR(20) NOT NULL CHECK (category IN ('tea', 'coffee', 'cocoa', 'accessory')),
    price DECIMAL(8, 2) NOT NULL CHECK (price >= 0),
    stock INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0),
    weight_kg REAL CHECK (weight_kg > 0),
    organic BOOLEAN NOT NULL DEFAULT 0 CHECK (organic IN (0, 1)),
    available_from DATE,
    attributes JSON TEXT CHECK (attributes IS NULL OR json_valid(attributes)),
    picture BLOB,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX products_by_category_and_price ON products (category, price);

CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    status VARCHAR(10) NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid', 'sent', 'cancelled')),
    placed_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deliver_on DATE,
    note TEXT,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX orders_by_customer ON orders (customer_id);

CREATE TABLE order_items (
    order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 999),
    unit_price DECIMAL(8, 2) NOT NULL CHECK (unit_price >= 0),
    total DECIMAL(10, 2) GENERATED ALWAYS AS (round(quantity * unit_price, 2)) VIRTUAL,
    PRIMARY KEY (order_id, product_id)
);
CREATE INDEX order_items_by_product ON order_items (product_id);

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    text TEXT NOT NULL DEFAULT '',
    written_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (product_id, customer_id)
);

CREATE VIEW bestsellers AS
SELECT products.id, products.name, sum(order_items.quantity) AS sold
FROM products JOIN order_items ON order_items.product_id = products.id
GROUP BY products.id
ORDER BY sold DESC, products.id;

CREATE TRIGGER customers_updated AFTER UPDATE ON customers WHEN new.updated_at IS old.updated_at BEGIN
    UPDATE customers SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = new.id;
END;
CREATE TRIGGER products_updated AFTER UPDATE ON products WHEN new.updated_at IS old.updated_at BEGIN
    UPDATE products SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = new.id;
END;
CREATE TRIGGER orders_updated AFTER UPDATE ON orders WHEN new.updated_at IS old.updated_at BEGIN
    UPDATE orders SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = new.id;
END;
CREATE TRIGGER reviews_updated AFTER UPDATE ON reviews WHEN new.updated_at IS old.updated_at BEGIN
    UPDATE reviews SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = new.id;
END;

INSERT INTO customers (id, name, email, country, newsletter, born, address, created_at, updated_at) VALUES
    (1, 'Ada Pereira', 'ada@example.com', 'PT', 1, '1988-03-14', '{"street": "Rua do Sol 12", "city": "Porto", "postcode": "4000-527"}', '2025-01-03 08:15:00', '2025-01-03 08:15:00'),
    (2, 'Bruno Keller', 'bruno.keller@example.com', 'DE', 0, '1975-11-02', '{"street": "Lindenweg 4", "city": "Freiburg", "postcode": "79100"}', '2025-02-05 09:15:00', '2025-02-05 09:15:00'),
    (3, 'Carmen Ibáñez', 'carmen@example.org', 'ES', 1, '1992-07-21', '{"street": "Calle Mayor 8", "city": "Zaragoza", "postcode": "50001", "door": "3º B"}', '2025-03-07 10:15:00', '2025-03-07 10:15:00'),
    (4, 'Diego Navarro', 'diego.navarro@example.com', 'ES', 0, NULL, '{"street": "Plaza Nueva 1", "city": "Sevilla", "postcode": "41001"}', '2025-04-09 11:15:00', '2025-04-09 11:15:00'),
    (5, 'Eilidh MacLeod', 'eilidh@example.net', 'GB', 1, '1969-01-30', '{"street": "14 Harbour Road", "city": "Oban", "postcode": "PA34 4AB"}', '2025-05-11 12:15:00', '2025-05-11 12:15:00'),
    (6, 'Farid Haddad', 'farid@example.com', 'FR', 0, '1983-05-09', NULL, '2025-06-13 13:15:00', '2025-06-13 13:15:00'),
    (7, 'Giulia Conti', 'giulia.conti@example.it', 'IT', 1, '1996-12-24', '{"street": "Via Verdi 21", "city": "Parma", "postcode": "43121"}', '2025-07-15 14:15:00', '2025-07-15 14:15:00'),
    (8, 'Hana Sato', 'hana@example.jp', 'JP', 0, '1990-09-17', '{"street": "2-5-1 Kita", "city": "Sapporo", "postcode": "060-0001"}', '2025-08-17 15:15:00', '2025-08-17 15:15:00'),
    (9, 'Ingrid Dahl', 'ingrid.dahl@example.no', 'NO', 1, '1958-06-05', '{"street": "Storgata 3", "city": "Tromsø", "postcode": "9008"}', '2025-09-19 16:15:00', '2025-09-19 16:15:00'),
    (10, 'João O''Neill', 'joao.oneill@example.com', 'PT', 0, '2001-02-28', NULL, '2025-01-21 08:15:00', '2025-01-21 08:15:00'),
    (11, 'Katarzyna Nowak', 'kasia@example.pl', 'PL', 1, '1986-10-11', '{"street": "ul. Długa 7", "city": "Kraków", "postcode": "31-147"}', '2025-02-23 09:15:00', '2025-02-23 09:15:00'),
    (12, 'Luc Martin', 'luc@example.be', 'BE', 0, NULL, '{"street": "Rue Haute 55", "city": "Namur", "postcode": "5000"}', '2025-03-25 10:15:00', '2025-03-25 10:15:00');

INSERT INTO products (id, sku, name, category, price, stock, weight_kg, organic, available_from, attributes, picture, updated_at) VALUES
    (1, 'TEA-ASSAM', 'Assam, broken leaf', 'tea', 8.9, 120, 0.25, 0, '2024-01-10', '{"origin": "IN", "steep_seconds": 240, "notes": ["malt", "honey"]}', x'89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc000000114944415478da63a8b011c18a1886960400a2e532015b5dafc10000000049454e44ae426082', '2025-10-01 09:30:00'),
    (2, 'TEA-SENCHA', 'Sencha, first flush', 'tea', 16.5, 34, 0.1, 1, '2025-05-02', '{"origin": "JP", "steep_seconds": 90, "notes": ["grass", "sea"]}', x'89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc000000114944415478da63c89b668315310c2d09004f195001d02470950000000049454e44ae426082', '2025-10-02 09:30:00'),
    (3, 'TEA-EARLG', 'Earl Grey with bergamot', 'tea', 9.75, 86, 0.25, 0, '2024-01-10', '{"origin": "LK", "steep_seconds": 210}', NULL, '2025-10-03 09:30:00'),
    (4, 'TEA-OOLONG', 'Oolong, roasted', 'tea', 21, 18, 0.15, 0, '2025-02-14', '{"origin": "TW", "steep_seconds": 180}', NULL, '2025-10-04 09:30:00'),
    (5, 'TEA-ROOIBOS', 'Rooibos with vanilla', 'tea', 6.4, 210, 0.25, 1, '2024-03-01', '{"origin": "ZA", "caffeine": false}', NULL, '2025-10-05 09:30:00'),
    (6, 'TEA-MATCHA', 'Matcha, ceremonial grade', 'tea', 32, 9, 0.03, 1, '2025-09-20', '{"origin": "JP", "caffeine": true}', x'89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc000000114944415478da6368dae28615310c2d09002df35f015e7c216d0000000049454e44ae426082', '2025-10-06 09:30:00'),
    (7, 'COF-HOUSE', 'House blend, whole beans', 'coffee', 14.9, 160, 1, 0, '2024-01-10', '{"roast": "medium", "origins": ["BR", "CO"]}', x'89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc000000114944415478da63b05116c18a1886960400466d1cc12f7915130000000049454e44ae426082', '2025-10-07 09:30:00'),
    (8, 'COF-ETHIOP', 'Yirgacheffe, single origin', 'coffee', 18.25, 42, 0.5, 1, '2025-01-15', '{"roast": "light", "origins": ["ET"], "notes": ["jasmine", "lemon"]}', NULL, '2025-10-08 09:30:00'),
    (9, 'COF-DECAF', 'Decaffeinated, water process', 'coffee', 15.6, 55, 0.5, 0, '2024-06-01', '{"roast": "medium", "caffeine": false}', NULL, '2025-10-09 09:30:00'),
    (10, 'COF-ESPR', 'Espresso, dark roast', 'coffee', 13.95, 0, 0.5, 0, '2024-01-10', '{"roast": "dark", "origins": ["IN", "UG"]}', NULL, '2025-10-10 09:30:00'),
    (11, 'COF-COLD', 'Cold brew bags, 12 pieces', 'coffee', 11.2, 73, 0.6, 0, NULL, NULL, NULL, '2025-10-11 09:30:00'),
    (12, 'COC-DARK', 'Drinking chocolate, 70 %', 'cocoa', 7.85, 95, 0.3, 1, '2024-10-05', '{"cocoa_percent": 70}', x'89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc000000114944415478da6370d390c48a18869604003bcb21c1fd60ea330000000049454e44ae426082', '2025-10-12 09:30:00'),
    (13, 'COC-CHILI', 'Drinking chocolate with chili', 'cocoa', 8.2, 31, 0.3, 1, '2025-10-05', '{"cocoa_percent": 65, "notes": ["chili"]}', NULL, '2025-10-13 09:30:00'),
    (14, 'COC-NIBS', 'Cocoa nibs', 'cocoa', 5.5, 140, 0.2, 1, '2024-10-05', NULL, NULL, '2025-10-14 09:30:00'),
    (15, 'ACC-POT', 'Teapot, cast iron, 0.9 l', 'accessory', 49, 12, 1.8, 0, '2024-02-01', '{"colour": "black", "litres": 0.9}', x'89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc000000114944415478da63909353c68a1886960400470f17c10e4618bf0000000049454e44ae426082', '2025-10-15 09:30:00'),
    (16, 'ACC-FILTER', 'Paper filters, 100 pieces', 'accessory', 4.35, 400, 0.12, 0, '2024-01-10', '{"size": 4}', NULL, '2025-10-16 09:30:00'),
    (17, 'ACC-GRIND', 'Hand grinder', 'accessory', 64.9, 7, 0.7, 0, '2025-03-12', '{"burrs": "steel"}', NULL, '2025-10-17 09:30:00'),
    (18, 'ACC-SCALE', 'Scale with timer', 'accessory', 29.99, 23, 0.45, 0, '2025-03-12', '{"precision_g": 0.1}', NULL, '2025-10-18 09:30:00'),
    (19, 'ACC-CUP', 'Cup, stoneware', 'accessory', 12.5, 64, 0.35, 0, '2024-11-20', '{"colour": "sand", "litres": 0.25}', NULL, '2025-10-19 09:30:00'),
    (20, 'ACC-WHISK', 'Bamboo whisk', 'accessory', 15, 0, 0.05, 0, '2025-09-20', NULL, NULL, '2025-10-20 09:30:00');

INSERT INTO orders (id, customer_id, status, placed_at, deliver_on, note, updated_at) VALUES
    (1, 5, 'sent', '2025-10-03 08:17:31', '2025-10-06', NULL, '2025-10-03 08:17:31'),
    (2, 8, 'paid', '2025-10-05 09:34:02', '2025-10-08', 'Please leave it with the neighbour at number 14.', '2025-10-05 09:34:02'),
    (3, 1, 'sent', '2025-10-07 10:51:33', '2025-10-10', NULL, '2025-10-07 10:51:33'),
    (4, 2, 'cancelled', '2025-10-09 11:08:04', NULL, NULL, '2025-10-09 11:08:04'),
    (5, 9, 'sent', '2025-10-11 12:25:35', '2025-10-14', NULL, '2025-10-11 12:25:35'),
    (6, 9, 'paid', '2025-10-13 13:42:06', '2025-10-16', NULL, '2025-10-13 13:42:06'),
    (7, 6, 'new', '2025-10-15 14:59:37', NULL, 'Regalo: sin precio en el paquete, por favor.', '2025-10-15 14:59:37'),
    (8, 8, 'sent', '2025-10-17 15:16:08', '2025-10-20', NULL, '2025-10-17 15:16:08'),
    (9, 2, 'sent', '2025-10-19 16:33:39', '2025-10-22', NULL, '2025-10-19 16:33:39'),
    (10, 9, 'paid', '2025-10-21 17:50:10', '2025-10-24', NULL, '2025-10-21 17:50:10'),
    (11, 2, 'sent', '2025-11-23 18:07:41', '2025-11-26', 'Ring twice.', '2025-11-23 18:07:41'),
    (12, 7, 'cancelled', '2025-11-25 19:24:12', NULL, NULL, '2025-11-25 19:24:12'),
    (13, 3, 'sent', '2025-11-27 07:41:43', '2025-11-28', NULL, '2025-11-27 07:41:43'),
    (14, 7, 'paid', '2025-11-02 08:58:14', '2025-11-05', NULL, '2025-11-02 08:58:14'),
    (15, 2, 'new', '2025-11-04 09:15:45', NULL, NULL, '2025-11-04 09:15:45'),
    (16, 9, 'new', '2025-11-06 10:32:16', NULL, NULL, '2025-11-06 10:32:16'),
    (17, 5, 'new', '2025-11-08 11:49:47', NULL, NULL, '2025-11-08 11:49:47'),
    (18, 7, 'new', '2025-11-10 12:06:18', NULL, NULL, '2025-11-10 12:06:18');

INSERT INTO order_items (order_id, product_id, quantity, unit_price) VALUES
    (1, 2, 1, 16.5),
    (1, 13, 6, 8.2),
    (2, 12, 2, 7.85),
    (3, 2, 2, 16.5),
    (3, 3, 2, 9.75),
    (4, 3, 2, 9.75),
    (4, 18, 1, 29.99),
    (5, 8, 3, 18.25),
    (6, 19, 2, 12.5),
    (7, 8, 1, 18.25),
    (8, 10, 1, 13.95),
    (8, 14, 2, 5.5),
    (9, 6, 1, 32),
    (9, 18, 2, 29.99),
    (10, 4, 2, 21),
    (10, 12, 3, 7.85),
    (11, 20, 1, 15),
    (12, 11, 1, 11.2),
    (12, 15, 1, 49),
    (12, 19, 1, 12.5),
    (13, 3, 1, 9.75),
    (13, 19, 2, 12.5),
    (14, 10, 2, 13.95),
    (14, 15, 1, 49),
    (15, 5, 2, 6.4),
    (15, 6, 2, 32),
    (15, 11, 1, 11.2),
    (16, 18, 2, 29.99),
    (17, 12, 2, 7.85),
    (17, 16, 6, 4.35),
    (18, 3, 1, 9.75);

INSERT INTO reviews (id, product_id, customer_id, stars, text, written_at, updated_at) VALUES
    (1, 1, 1, 5, 'Strong enough to stand a spoon in.', '2025-11-01 10:05:00', '2025-11-01 10:05:00'),
    (2, 1, 5, 4, 'A good breakfast tea, if you like milk in it.', '2025-11-02 11:05:00', '2025-11-02 11:05:00'),
    (3, 2, 8, 5, 'Tastes as it does at home.', '2025-11-03 12:05:00', '2025-11-03 12:05:00'),
    (4, 2, 3, 3, 'Muy fresco, aunque caro.', '2025-11-04 13:05:00', '2025-11-04 13:05:00'),
    (5, 4, 9, 5, '', '2025-11-05 14:05:00', '2025-11-05 14:05:00'),
    (6, 6, 8, 4, 'Fine powder, bright colour.', '2025-11-06 15:05:00', '2025-11-06 15:05:00'),
    (7, 7, 2, 4, 'Reliable. I order it every month.', '2025-11-07 16:05:00', '2025-11-07 16:05:00'),
    (8, 8, 7, 5, 'Il profumo è incredibile.', '2025-11-08 17:05:00', '2025-11-08 17:05:00'),
    (9, 8, 11, 4, '', '2025-11-09 18:05:00', '2025-11-09 18:05:00'),
    (10, 9, 6, 2, 'Tastes of little.', '2025-11-10 19:05:00', '2025-11-10 19:05:00'),
    (11, 12, 3, 5, 'El mejor chocolate para el invierno.', '2025-11-11 10:05:00', '2025-11-11 10:05:00'),
    (12, 12, 1, 4, '', '2025-11-12 11:05:00', '2025-11-12 11:05:00'),
    (13, 15, 5, 5, 'Keeps warm for an hour.', '2025-11-13 12:05:00', '2025-11-13 12:05:00'),
    (14, 17, 2, 3, 'Grinds well, but slowly.', '2025-11-14 13:05:00', '2025-11-14 13:05:00'),
    (15, 18, 11, 1, 'The battery was empty on arrival.', '2025-11-15 14:05:00', '2025-11-15 14:05:00'),
    (16, 19, 9, 4, 'Smaller than in the picture.', '2025-11-16 15:05:00', '2025-11-16 15:05:00');
