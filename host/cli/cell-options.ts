/** Category, split, anomaly type and lighting as they are given on the command line. */
import { nameSchema, splitSchema } from '../../core/contract/schema/sample.js';
import { CommandError, EXIT } from './output.js';

/** @throws CommandError wrong use */
export function named(option: string, value: string): string {
  const parsed = nameSchema.safeParse(value);
  if (!parsed.success)
    throw new CommandError(`${option} ${value} is not a usable name.`, EXIT.wrongUse);
  return parsed.data;
}

/** @throws CommandError wrong use */
export function splitOf(value: string): 'train' | 'validation' | 'test' {
  const parsed = splitSchema.safeParse(value);
  if (!parsed.success)
    throw new CommandError(`--split ${value}: use train, validation or test.`, EXIT.wrongUse);
  return parsed.data;
}
