// Reads the sentences of a file of value cases with a library: node read.js recognizers|chrono FILE
// For each case it writes one line of JSON, null where the library has nothing of the case's model, else
// {"microseconds": 812.5, "results": [{"start": 8, "end": 13, "type": "datetimeV2.date", "resolution": {...}}]}
'use strict';

const fs = require('node:fs');

// What is read before anything is timed, so that the code is compiled.
const warmUps = 300;

const libraries = { recognizers: require('./recognizers'), chrono: require('./chrono') };

function main([name, file]) {
  const library = libraries[name];
  if (!library || !file) {
    console.error(`node read.js ${Object.keys(libraries).join('|')} FILE`);
    process.exit(2);
  }
  const cases = fs.readFileSync(file, 'utf8').split('\n').filter((line) => line.length > 0).map(JSON.parse);
  for (let i = 0; i < Math.min(warmUps, cases.length); i++) read(library, cases[Math.floor(i * cases.length / Math.min(warmUps, cases.length))]);
  for (const one of cases) process.stdout.write(`${JSON.stringify(read(library, one))}\n`);
}

function read(library, { language, model, text, now }) {
  const reader = library.reader(language, model);
  if (!reader) return null;
  // Times are written without a zone; the process runs in UTC.
  const reference = new Date(now ?? '2016-11-07T00:00:00');
  const started = process.hrtime.bigint();
  const found = reader(text, reference);
  const microseconds = Number(process.hrtime.bigint() - started) / 1000;
  return { microseconds, results: library.results(found) };
}

main(process.argv.slice(2));
