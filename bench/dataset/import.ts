/** Import of everything in ../shared/data: recordings, clouds, pairs and annotation files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { startImport as startImportOf } from '../../host/dataset/import/run.js';
import type {
  NO_CHOICES as noChoicesOf,
  scanImport as scanImportOf,
} from '../../host/dataset/import/scan.js';
import type {
  createProject as createProjectOf,
  openProject as openProjectOf,
} from '../../host/project/open-project.js';
import { fetchedSdks } from '../../tests/support/sdk.js';
import type { Row } from '../detector/row.js';

interface Built {
  readonly scanImport: typeof scanImportOf;
  readonly NO_CHOICES: typeof noChoicesOf;
  readonly startImport: typeof startImportOf;
  readonly createProject: typeof createProjectOf;
  readonly openProject: typeof openProjectOf;
}

/** The built modules, not the bundle: the camera process is a file beside them. */
async function built(): Promise<Built> {
  const names = ['dataset/import/scan', 'dataset/import/run', 'project/open-project'];
  const modules = await Promise.all(
    names.map(
      (name): Promise<object> =>
        import(pathToFileURL(join(process.cwd(), `out/host/${name}.js`)).href) as Promise<object>,
    ),
  );
  return Object.assign({}, ...modules) as Built;
}

/** @param folder empty, removed by the caller */
export async function importRows(folder: string, tell: (line: string) => void): Promise<Row[]> {
  const target = 'under 30 s';
  const source = join(process.cwd(), '..', 'shared', 'data');
  const what = 'import of all of ../shared/data';
  if (!existsSync(source))
    return [{ what, value: 'the folder ../shared/data is absent', target, met: null }];
  const { scanImport, startImport, NO_CHOICES, createProject, openProject } = await built();
  tell('importing ../shared/data ...');
  const project = join(folder, 'project');
  await createProject(project, 'import');
  const store = await openProject(project);
  const from = performance.now();
  const scan = await scanImport({
    ...{ path: source, as: null, mapping: null, anomalyTypes: [], told: () => undefined },
  });
  const scanned = (performance.now() - from) / 1000;
  const sdk = fetchedSdks().findLast(({ path }) => path !== null);
  // The camera process takes its environment from this one.
  if (sdk?.path) process.env['PD_STUDIO_LIBREALSENSE'] = sdk.path;
  else tell('no librealsense (npm run sdk): the recording cannot be imported');
  const job = startImport({
    ...{ scan, store, except: [], told: () => undefined },
    groups: scan.result.groups.map((group) => ({
      id: group.id,
      choices: {
        ...NO_CHOICES,
        ...{ category: 'mixed', split: 'test', anomaly: 'good', withoutIntrinsics: true },
        metresPerCount: group.unit?.guess ?? null,
      },
    })),
  });
  const { progress, problems } = await job.done;
  const seconds = (performance.now() - from) / 1000;
  await scan.tree.close();
  await store.close();
  for (const { file, reason } of problems) tell(`${file}: ${reason}`);
  return [
    {
      what: `${what}: ${String(progress.imported)} samples, looked at in ${scanned.toFixed(1)} s, ${String(progress.problems)} not imported`,
      value: `${seconds.toFixed(1)} s`,
      target,
      met: seconds < 30 && progress.state === 'done' && progress.problems === 0,
    },
  ];
}
