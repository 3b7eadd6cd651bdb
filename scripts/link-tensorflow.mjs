#!/usr/bin/env node
/**
 * npm run link-tensorflow: lets @tensorflow/tfjs-node train on TensorFlow 2.16's CPU library. Its package brings
 * no library of its own (install scripts do not run), so this takes libtensorflow from the PyPI wheel
 * tensorflow-cpu, checked by sha256, and compiles the package's small binding against it. N-API: one
 * build serves Node and Electron. On other systems than Linux x64 the package's own installer fetches its
 * library. What cannot be had is said in one line; training then runs on wasm.
 * `--wheel FILE` takes a wheel that is already here.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { root } from './lib/root.mjs';
import { run } from './lib/run.mjs';

const VERSION = '2.16.2';
const WHEEL = `tensorflow_cpu-${VERSION}-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`;
const SHA256 = 'c855cb6bf05d32dd5928086b03a5f6b4189b63c22b95e017703cbee4291023ca';
const DOWNLOAD_LIMIT_MS = 300_000;
const COMPILE_LIMIT_MS = 180_000;
const INSTALL_LIMIT_MS = 300_000;
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const HEADERS =
  /^tensorflow\/include\/((?:tensorflow\/c|tsl\/c|tsl\/platform|xla\/tsl\/c|tensorflow\/core\/platform)\/.*\.h)$/;

const packageFolder = join(root, 'node_modules/@tensorflow/tfjs-node');
const cache = join(root, '.cache/tensorflow', VERSION);

/**
 * @param {{ wheel?: string | null }} options
 * @returns {Promise<{ version: string, linked: boolean, reason: string | null }>}
 */
export async function linkTensorflow({ wheel = null } = {}) {
  const refused = (reason) => ({ version: VERSION, linked: false, reason });
  if (!existsSync(join(packageFolder, 'package.json')))
    return refused('the optional package @tensorflow/tfjs-node is not installed');
  const placed = join(packageFolder, 'lib/napi-v8/tfjs_binding.node');
  if (existsSync(placed) && existsSync(join(packageFolder, 'deps/lib', LIBRARIES[0])))
    return { version: VERSION, linked: true, reason: null };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const reason = await packagesOwnInstaller(placed);
    return reason === null ? { version: VERSION, linked: true, reason } : refused(reason);
  }
  const built = join(cache, 'tfjs_binding.node');
  if (!existsSync(built)) {
    const compiler = await findCompiler();
    if (compiler === null) return refused('no C++ compiler was found (install g++ or clang++)');
    const reason = (await unpack(wheel)) ?? (await compile(compiler, built));
    if (reason !== null) return refused(reason);
  }
  place(built, placed);
  return { version: VERSION, linked: true, reason: null };
}

/** @returns {Promise<string | null>} why not, or null */
async function packagesOwnInstaller(placed) {
  if (existsSync(placed)) return null;
  const args = ['rebuild', '@tensorflow/tfjs-node', '--ignore-scripts=false', '--loglevel=error'];
  const { code, timedOut } = await run('npm', args, { capture: true, timeoutMs: INSTALL_LIMIT_MS });
  if (timedOut) return "tfjs-node's own installer took too long";
  return code === 0 && existsSync(placed)
    ? null
    : `tfjs-node's own installer failed (exit ${code}); it has no library for every system`;
}

async function findCompiler() {
  for (const name of [process.env.CXX, 'g++', 'clang++', 'c++'].filter(Boolean)) {
    const { code } = await run(name, ['--version'], { capture: true, timeoutMs: 20_000 });
    if (code === 0) return name;
  }
  return null;
}

/** @returns {Promise<string | null>} why not, or null */
async function unpack(given) {
  if (LIBRARIES.every((name) => existsSync(join(cache, 'deps/lib', name)))) return null;
  const folder = mkdtempSync(join(tmpdir(), 'pd-studio-tensorflow-'));
  try {
    let wheel = given;
    if (wheel === null) {
      console.log(`Fetching TensorFlow ${VERSION} (214 MB) ...`);
      const args = ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary=:all:'];
      args.push('--python-version', '3.11', '--implementation', 'cp');
      args.push('--platform', 'manylinux2014_x86_64', '-d', folder, `tensorflow-cpu==${VERSION}`);
      const { code, timedOut } = await run('python3', args, {
        capture: true,
        timeoutMs: DOWNLOAD_LIMIT_MS,
      });
      wheel = join(folder, WHEEL);
      if (!existsSync(wheel))
        return timedOut
          ? 'the download of TensorFlow took too long'
          : `pip could not fetch TensorFlow (exit ${code})`;
    } else if (!existsSync(wheel)) return `${wheel} does not exist`;
    if ((await sha256(wheel)) !== SHA256) return 'the wheel has another sha256 than expected';
    const staged = join(cache, `deps.${process.pid}`);
    rmSync(staged, { recursive: true, force: true });
    await extract(wheel, staged);
    for (const name of LIBRARIES) {
      const plain = name === 'libtensorflow_cc.so.2' ? 'libtensorflow' : 'libtensorflow_framework';
      symlinkSync(name, join(staged, 'lib', `${plain}.so`));
    }
    rmSync(join(cache, 'deps'), { recursive: true, force: true });
    renameSync(staged, join(cache, 'deps'));
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sha256(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

async function extract(wheel, folder) {
  const { open } = await import('yauzl');
  const zip = await promisify(open)(wheel, { lazyEntries: true, autoClose: true });
  const openStream = promisify(zip.openReadStream.bind(zip));
  await new Promise((done, failed) => {
    zip.on('error', failed).on('end', done);
    zip.on('entry', (entry) => {
      const header = HEADERS.exec(entry.fileName)?.[1];
      const library = LIBRARIES.find((name) => entry.fileName === `tensorflow/${name}`);
      const to = header ? join('include', header) : library ? join('lib', library) : null;
      if (to === null) return zip.readEntry();
      const path = join(folder, to);
      mkdirSync(dirname(path), { recursive: true });
      openStream(entry)
        .then((stream) => pipeline(stream, createWriteStream(path)))
        .then(() => zip.readEntry(), failed);
    });
    zip.readEntry();
  });
}

/** @returns {Promise<string | null>} why not, or null */
async function compile(compiler, built) {
  const headers = createRequire(join(root, 'package.json'))('node-api-headers').include_dir;
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((f) =>
    join(packageFolder, 'binding', f),
  );
  const target = `${built}.${process.pid}`;
  console.log('Compiling the binding ...');
  const { code, output, timedOut } = await run(
    compiler,
    [
      ...['-shared', '-fPIC', '-O2', '-std=c++17', '-w', '-DNAPI_VERSION=8'],
      ...['-I', join(cache, 'deps/include'), '-I', headers, '-I', packageFolder],
      ...sources,
      ...['-o', target, '-L', join(cache, 'deps/lib'), '-ltensorflow', '-ltensorflow_framework'],
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ],
    { capture: true, timeoutMs: COMPILE_LIMIT_MS },
  );
  if (code !== 0) {
    rmSync(target, { force: true });
    const first = output.split('\n').find((line) => line.includes('error')) ?? output.slice(0, 200);
    return timedOut ? 'compiling took too long' : `the binding did not compile: ${first}`;
  }
  renameSync(target, built);
  return null;
}

function place(built, placed) {
  const deps = join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  for (const name of LIBRARIES) file(join(cache, 'deps/lib', name), join(deps, 'lib', name));
  mkdirSync(dirname(placed), { recursive: true });
  copyFileSync(built, `${placed}.tmp`);
  renameSync(`${placed}.tmp`, placed);
}

/** The same file twice: installers take no links that lead out of the program's folder. */
function file(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Loads the linked package in a process of its own and multiplies two matrices. */
async function check() {
  const script = `const util=require('node:util');util.isNullOrUndefined??=(v)=>v==null;util.isArray??=Array.isArray;
    const tf=require(${JSON.stringify(packageFolder)});tf.setBackend('tensorflow');
    const a=tf.ones([64,64]);console.log('ok',tf.matMul(a,a).dataSync()[0]);`;
  const { output } = await run(process.execPath, ['-e', script], {
    capture: true,
    timeoutMs: 60_000,
  });
  return output.includes('ok 64') ? null : output.trim().split('\n').at(-1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const at = process.argv.indexOf('--wheel');
  const { version, linked, reason } = await linkTensorflow({
    wheel: at < 0 ? null : resolve(process.argv[at + 1] ?? ''),
  });
  if (!linked)
    console.log(`TensorFlow ${version} is not linked: ${reason}. Training runs on wasm.`);
  else {
    const complaint = await check();
    console.log(
      complaint === null
        ? `TensorFlow ${version} is linked and loads.`
        : `TensorFlow ${version} is linked but does not load: ${complaint}`,
    );
    if (complaint !== null) process.exitCode = 1;
  }
}
