/** Import as the page calls it. */
import type { datasetImportMethods } from '../../../core/contract/methods/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { Domain, ServiceContext } from '../../services/domain.js';

export function createImportDomain(
  context: ServiceContext,
): Domain<keyof typeof datasetImportMethods> {
  const notYet = (): never => {
    context.log('import was asked for');
    throw new StudioError('unsupported', 'Import is not there yet.');
  };
  return {
    handlers: {
      'dataset.import.scan': notYet,
      'dataset.import.items': notYet,
      'dataset.import.picture': notYet,
      'dataset.import.run': notYet,
      'dataset.import.cancel': notYet,
      'dataset.import.report': notYet,
      'dataset.import.profiles': notYet,
      'dataset.import.saveProfile': notYet,
      'dataset.import.removeProfile': notYet,
    },
  };
}
