/** Handlers for calls that a fake host does not play: each is answered with an error. */
import { StudioError } from '../../core/contract/errors.js';

export function absent<M extends string>(
  methods: Readonly<Record<M, unknown>>,
): Record<M, () => never> {
  const names = Object.keys(methods) as M[];
  const refuse = (name: M): (() => never) => {
    return () => {
      throw new StudioError('unsupported', `The fake host does not play ${name}`);
    };
  };
  return Object.fromEntries(names.map((name) => [name, refuse(name)])) as Record<M, () => never>;
}
