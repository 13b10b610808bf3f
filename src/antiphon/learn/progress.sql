-- What people have read and answered, one row for each code. Nobody can guess a code, and nobody needs an account.
-- A PUT that leaves `updated` out gets the server's time: the moment of the last save.
CREATE TABLE IF NOT EXISTS progress (
    code TEXT PRIMARY KEY NOT NULL
        CONSTRAINT code_is_20_letters_and_digits CHECK (length(code) = 20 AND code NOT GLOB '*[^a-z0-9]*'),
    sections JSON NOT NULL DEFAULT '[]'
        CONSTRAINT sections_are_a_list_of_names
        CHECK (json_type(sections) = 'array' AND length(sections) <= 20000 AND sections NOT GLOB '*[^]a-z0-9#", [-]*'),
    answers JSON NOT NULL DEFAULT '{}'
        CONSTRAINT answers_are_an_object_of_numbers
        CHECK (json_type(answers) = 'object' AND length(answers) <= 40000
            AND answers NOT GLOB '*[^]}a-z0-9#":, {[-]*'),
    solved JSON NOT NULL DEFAULT '[]'
        CONSTRAINT solved_is_a_list_of_names
        CHECK (json_type(solved) = 'array' AND length(solved) <= 20000 AND solved NOT GLOB '*[^]a-z0-9#", [-]*'),
    notes JSON NOT NULL DEFAULT '{}'
        CONSTRAINT notes_are_an_object_of_texts CHECK (json_type(notes) = 'object' AND length(notes) <= 200000),
    updated TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
        CONSTRAINT updated_is_a_moment CHECK (length(updated) <= 40)
);
