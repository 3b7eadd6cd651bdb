/** The host's part of export, validation, splits and statistics. */
import type { datasetExportMethods } from '../../core/contract/methods/dataset-export.js';
import type { ExportProfile } from '../../core/contract/schema/dataset-export.js';
import type { Domain, ServiceContext } from '../services/domain.js';
import { nodeSignal } from '../services/signal.js';
import { dryRun } from './dry-run.js';
import { createExportJobs } from './jobs.js';
import { projectRegistration, projectStatistics, proposeProjectSplits } from './look-at-project.js';
import { validateTree } from './validate-tree.js';

export function createExportDomain(
  context: ServiceContext,
): Domain<keyof typeof datasetExportMethods> {
  const save = async (profiles: ExportProfile[]): Promise<{ profiles: ExportProfile[] }> => {
    const info = await context.store().update({ exportProfiles: profiles });
    context.hub.tell('project.changed', info, true);
    return { profiles };
  };
  const stored = (): readonly ExportProfile[] => context.store().project().exportProfiles;
  const jobs = createExportJobs((progress) => {
    context.hub.tell('dataset.export.progress', progress, true);
  });
  context.hub.tell('dataset.export.progress', null, true);
  const tellLooked =
    (what: 'validate' | 'split' | 'statistics' | 'registration') =>
    (done: number, total: number): void => {
      context.hub.tell('dataset.look.progress', { what, done, total });
    };
  return {
    handlers: {
      'dataset.profiles.list': () => ({ profiles: [...stored()] }),
      'dataset.profiles.save': ({ profile }) =>
        save([...stored().filter((other) => other.name !== profile.name), profile]),
      'dataset.profiles.delete': ({ name }) =>
        save(stored().filter((profile) => profile.name !== name)),
      'dataset.export.dryRun': ({ thorough, ...request }, { signal }) =>
        dryRun(context.store(), request, thorough === true, {
          signal: nodeSignal(signal),
          looked: tellLooked('validate'),
        }),
      'dataset.export.run': (request) => ({ jobId: jobs.start(context.store(), request) }),
      'dataset.export.cancel': async ({ jobId }) => {
        await jobs.cancel(jobId);
        return {};
      },
      'dataset.validate': ({ path, readers }, { signal }) =>
        validateTree(path, readers, { signal: nodeSignal(signal), looked: tellLooked('validate') }),
      'dataset.split.propose': (request, { signal }) =>
        proposeProjectSplits(context.store(), request, {
          signal: nodeSignal(signal),
          looked: tellLooked('split'),
        }),
      'dataset.registration.check': ({ ids }, { signal }) =>
        projectRegistration(context.store(), ids, {
          signal: nodeSignal(signal),
          looked: tellLooked('registration'),
        }),
      'dataset.statistics': ({ categories }, { signal }) =>
        projectStatistics(context.store(), categories, {
          signal: nodeSignal(signal),
          looked: tellLooked('statistics'),
        }),
    },
    // The project's files must stay while they are read.
    projectChanged: () => jobs.cancelAll(),
    dispose: () => jobs.cancelAll(),
  };
}
