-- How many records a golden record stands for, as a row says without being opened; of past versions it is not known.
ALTER TABLE golden_version ADD COLUMN records integer NOT NULL DEFAULT 0;
UPDATE golden_version g SET records = n.records
FROM (SELECT p.golden, count(*) AS records FROM record r JOIN party p ON p.id = r.party WHERE p.state = 1 GROUP BY p.golden) n
WHERE g.id = n.golden;

-- Reviews are read by what an answer moves, which changes with the parties.
DROP INDEX review_by_benefit;
