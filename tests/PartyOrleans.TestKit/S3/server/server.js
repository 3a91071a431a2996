// An S3 server for tests: node server.js MODULES_FOLDER DATA_FOLDER [BUCKET...]
// Listens at a free port of the loopback address, prints the port as a line, and ends when its standard input does.
const { join } = require('node:path')
const { createRequire } = require('node:module')

const [modules, directory, ...buckets] = process.argv.slice(2)
const S3rver = createRequire(join(modules, 'index.js'))('@20minutes/s3rver')
const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: buckets.map((name) => ({ name })) })

server.run().then(({ port }) => process.stdout.write(`${port}\n`))
process.stdin.on('end', () => process.exit(0)).resume()
