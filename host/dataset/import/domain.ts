/** Import as the page calls it. */
import type { datasetImportMethods } from '../../../core/contract/methods/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { Domain, ServiceContext } from '../../services/domain.js';

function notYet(): never {
  throw new StudioError('unsupported', 'Import is not there yet.');
}

export function createImportDomain(
  _context: ServiceContext,
): Domain<keyof typeof datasetImportMethods> {
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
