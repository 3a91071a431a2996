// Runs SQL in DuckDB: node query.js MODULES_FOLDER < SQL
// Statements end with a semicolon at the end of a line. Prints the rows of the last one as a JSON array; every value is JSON as DuckDB writes it.
const { join } = require('node:path')
const { createRequire } = require('node:module')
const { readFileSync } = require('node:fs')

const { DuckDBInstance } = createRequire(join(process.argv[2], 'index.js'))('@duckdb/node-api')
const statements = readFileSync(0, 'utf8').split(/;\s*(?:\n|$)/).filter((statement) => statement.trim() !== '')

async function run() {
  const database = await DuckDBInstance.create(':memory:')
  const connection = await database.connect()
  let rows = []
  for (const statement of statements) {
    rows = (await connection.runAndReadAll(statement)).getRowObjectsJson()
  }
  process.stdout.write(JSON.stringify(rows))
}

run().catch((failure) => {
  process.stderr.write(`${failure.message}\n`)
  process.exitCode = 1
})
