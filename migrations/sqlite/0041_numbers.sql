-- Numbers are given by the database itself, so that nobody who adds people waits for somebody else who does. One that
-- was given in an act that failed stays free.
CREATE TABLE caregiver_numbers (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    given_at TEXT -- empty for those given before there was this table
) STRICT;
INSERT INTO caregiver_numbers (given_at)
  WITH RECURSIVE given (number) AS (
       SELECT 1 WHERE EXISTS (SELECT 1 FROM caregivers)
        UNION ALL
       SELECT number + 1 FROM given WHERE number < (SELECT MAX(number) FROM caregivers))
SELECT NULL FROM given;
CREATE TABLE simulator_numbers (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    given_at TEXT
) STRICT;
INSERT INTO simulator_numbers (given_at)
  WITH RECURSIVE given (number) AS (
       SELECT 1 WHERE EXISTS (SELECT 1 FROM simulator_messages)
        UNION ALL
       SELECT number + 1 FROM given WHERE number < (SELECT MAX(seq) FROM simulator_messages))
SELECT NULL FROM given;
DROP TABLE counters;
