// Fits `delay` to the features by least squares on every training row: DuckDB adds up the normal equations, ml-matrix
// solves them. Publishes the model as the SQL expression that predicts, between the output markers.
import { DuckDBInstance } from '@duckdb/node-api';
import { Matrix, solve } from 'ml-matrix';

const FEATURES = ['1', 'usual', 'inbound', 'outbound', 'destination'];

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node train.mjs FEATURES.parquet');
  process.exit(2);
}

const products = FEATURES.flatMap((a) => FEATURES.map((b) => `sum(${a} * ${b}::double)`));
const targets = FEATURES.map((a) => `sum(${a} * delay)`);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const result = await connection.runAndReadAll(
  `select count(*), ${[...products, ...targets].join(', ')} from read_parquet('${path.replaceAll("'", "''")}') where not is_test`,
);
const [rows, ...sums] = result.getRows()[0].map(Number);
if (rows === 0) throw new Error(`${path} holds no training rows`);

const size = FEATURES.length;
const gram = Matrix.from1DArray(size, size, sums.slice(0, size * size));
const weights = solve(gram, Matrix.columnVector(sums.slice(size * size))).to1DArray();
const formula = FEATURES.map((name, index) => `${weights[index].toFixed(4)} * ${name}`).join(' + ');

console.log(`fitted ${size} weights to ${rows.toLocaleString('en-US')} flights`);
console.log(`delay = ${formula}`);

const { MAESTRO_OUTPUT_START: start, MAESTRO_OUTPUT_END: end } = process.env;
if (start !== undefined && end !== undefined) {
  console.log(`${start}${JSON.stringify({ params: { formula, training_rows: rows } })}${end}`);
}
