/** Import as the page calls it: one open scan, one running job. */
import type { datasetImportMethods } from '../../../core/contract/methods/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import { compileRule } from '../../../core/dataset/import-mapping.js';
import { text } from '../../../core/text/index.js';
import type { Domain, ServiceContext } from '../../services/domain.js';
import { scanPicture } from './preview.js';
import { readProfiles, removeProfile, saveProfile } from './profiles.js';
import { startImport, type ImportJob } from './run.js';
import { scanImport, type OpenScan } from './scan.js';

/** Reports of ended jobs that are kept to be read. */
const KEPT_JOBS = 20;

export function createImportDomain(
  context: ServiceContext,
): Domain<keyof typeof datasetImportMethods> {
  let scan: OpenScan | null = null;
  const jobs = new Map<string, ImportJob>();
  let running: ImportJob | null = null;

  const mustScan = (scanId: string): OpenScan => {
    if (scan?.result.scanId === scanId) return scan;
    throw new StudioError(
      'not-found',
      text('import.error.no-scan'),
      text('import.error.no-scan.hint'),
    );
  };
  const mustJob = (jobId: string): ImportJob => {
    const job = jobs.get(jobId);
    if (job) return job;
    throw new StudioError('not-found', text('import.error.no-job', { job: jobId }));
  };
  const mustIdle = (): void => {
    if (!running) return;
    throw new StudioError('busy', text('import.error.running'), text('import.error.running.hint'));
  };
  const close = async (): Promise<void> => {
    const old = scan;
    scan = null;
    await old?.tree.close();
  };
  const end = async (): Promise<void> => {
    running?.cancel();
    await running?.done;
    await close();
  };

  return {
    handlers: {
      'dataset.import.scan': async ({ path, as, mapping, token }, { signal }) => {
        mustIdle();
        await close();
        let toldAt = 0;
        const opened = await scanImport({
          ...{ path, as, mapping, signal },
          anomalyTypes: context.storeOrNull()?.project().anomalyTypes ?? [],
          told(done, total, current) {
            if (Date.now() - toldAt < 100) return;
            toldAt = Date.now();
            context.hub.tell('dataset.import', {
              ...{ jobId: token, state: 'scanning', done, total, current, message: '' },
              ...{ imported: 0, already: 0, problems: 0 },
            });
          },
        });
        // A second scan may have been asked for meanwhile.
        await close();
        scan = opened;
        return opened.result;
      },
      'dataset.import.items': ({ scanId, group, offset, count }) =>
        mustScan(scanId).items(group, offset, count),
      'dataset.import.picture': ({ scanId, key, kind }) => scanPicture(mustScan(scanId), key, kind),
      'dataset.import.run': ({ scanId, groups, except }) => {
        mustIdle();
        const job = startImport({
          ...{ scan: mustScan(scanId), groups, except, store: context.store() },
          told: (progress) => {
            context.hub.tell('dataset.import', progress);
          },
        });
        running = job;
        jobs.set(job.id, job);
        for (const id of jobs.keys()) if (jobs.size > KEPT_JOBS) jobs.delete(id);
        void job.done.finally(() => {
          if (running === job) running = null;
        });
        return { jobId: job.id };
      },
      'dataset.import.cancel': async ({ jobId }) => {
        const job = mustJob(jobId);
        job.cancel();
        await job.done;
        return {};
      },
      'dataset.import.report': ({ jobId }) => mustJob(jobId).report(),
      'dataset.import.profiles': async () => ({
        profiles: await readProfiles(context.store().path),
      }),
      'dataset.import.saveProfile': async ({ profile }) => {
        try {
          profile.mapping.rules.forEach(compileRule);
        } catch (error) {
          throw new StudioError(
            'bad-input',
            text('import.error.bad-mapping', {
              reason: error instanceof Error ? error.message : String(error),
            }),
            text('import.error.bad-mapping.hint'),
          );
        }
        return { profiles: await saveProfile(context.store().path, profile) };
      },
      'dataset.import.removeProfile': async ({ name }) => ({
        profiles: await removeProfile(context.store().path, name),
      }),
    },
    // The job writes into the project that is being closed.
    projectChanged: end,
    dispose: end,
  };
}
