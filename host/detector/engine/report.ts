/** Prints which training engines this machine has, as one JSON line. A process of its own: a library that crashes while it loads must not take the host along. */
import { examineEngines } from './engine.js';

process.stdout.write(`${JSON.stringify(examineEngines())}\n`);
process.exit(0);
