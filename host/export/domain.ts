/** The host's part of export, validation, splits and statistics. */
import type { datasetExportMethods } from '../../core/contract/methods/dataset-export.js';
import { StudioError } from '../../core/contract/errors.js';
import type { ExportProfile } from '../../core/contract/schema/dataset-export.js';
import type { Domain, ServiceContext } from '../services/domain.js';

export function createExportDomain(
  context: ServiceContext,
): Domain<keyof typeof datasetExportMethods> {
  const save = async (profiles: ExportProfile[]): Promise<{ profiles: ExportProfile[] }> => {
    const info = await context.store().update({ exportProfiles: profiles });
    context.hub.tell('project.changed', info, true);
    return { profiles };
  };
  const stored = (): readonly ExportProfile[] => context.store().project().exportProfiles;
  const notYet = (): never => {
    throw new StudioError('unsupported', 'This is not built yet.');
  };
  return {
    handlers: {
      'dataset.profiles.list': () => ({ profiles: [...stored()] }),
      'dataset.profiles.save': ({ profile }) =>
        save([...stored().filter((other) => other.name !== profile.name), profile]),
      'dataset.profiles.delete': ({ name }) =>
        save(stored().filter((profile) => profile.name !== name)),
      'dataset.export.dryRun': notYet,
      'dataset.export.run': notYet,
      'dataset.export.cancel': notYet,
      'dataset.validate': notYet,
      'dataset.split.propose': notYet,
      'dataset.statistics': notYet,
    },
  };
}
