/** Options of commands that read a camera: source, colour, unit, profile. */
import { InvalidArgumentError, type Command } from 'commander';
import type { OpenRequest } from '../camera/service.js';

export interface SourceOptions {
  readonly source: string;
  readonly colour?: 'left-ir' | 'colour';
  readonly unit?: number;
  readonly profile?: { readonly width: number; readonly height: number; readonly fps: number };
}

export function addSourceOptions(command: Command): Command {
  return command
    .requiredOption(
      '--source <source>',
      'realsense[:SERIAL], FILE.bag, FILE.db3, FOLDER or simulated[:key=value,...]',
    )
    .option('--colour <stream>', 'left-ir (default on a D405) or colour', parseColour)
    .option(
      '--unit <unit>',
      'm, mm or metres per count, for sources that do not know it',
      parseUnit,
    )
    .option('--profile <profile>', 'for example 1280x720@30', parseProfile);
}

function parseColour(value: string): string {
  if (value !== 'left-ir' && value !== 'colour')
    throw new InvalidArgumentError('Use left-ir or colour.');
  return value;
}

function parseUnit(value: string): number {
  const scale = value === 'm' ? 1 : value === 'mm' ? 0.001 : Number(value);
  if (!(scale > 0))
    throw new InvalidArgumentError('Use m, mm or a positive number of metres per count.');
  return scale;
}

function parseProfile(value: string): SourceOptions['profile'] {
  const [width, height, fps] = (/^(\d+)x(\d+)@(\d+)$/.exec(value) ?? []).slice(1).map(Number);
  if (width === undefined || height === undefined || fps === undefined)
    throw new InvalidArgumentError('Write it as 1280x720@30.');
  return { width, height, fps };
}

export function openRequest(options: SourceOptions): OpenRequest {
  return {
    source: options.source,
    colour: options.colour ?? null,
    profile: options.profile ?? null,
    metresPerCount: options.unit ?? null,
    stepped: true,
  };
}

/** `--count` and the like. */
export function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw new InvalidArgumentError('Use a whole number from 1 to 100000.');
  return count;
}
