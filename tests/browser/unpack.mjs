// Unpacks the browser of @sparticuz/chromium with the libraries a bare machine lacks: `node unpack.mjs <folder>`.
// The folder gets its name only when it is whole, so an unpacking cut short is done again.
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "./node_modules/@sparticuz/chromium/build/lambdafs.js";

const target = resolve(process.argv[2]);
const packed = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@sparticuz/chromium/bin");
const fresh = `${target}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
process.env.TMPDIR = fresh; // where the package unpacks to
for (const part of ["chromium.br", "al2023.tar.br", "swiftshader.tar.br"]) await inflate(join(packed, part));
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);
