/** A source from its specification, and the list of sources to choose from. */
import { stat } from 'node:fs/promises';
import type { SourceInfo } from '../../../core/contract/schema/camera.js';
import { StudioError } from '../../../core/contract/errors.js';
import { SourceFault } from '../faults.js';
import type { OpenRequest } from '../service.js';
import { FolderSource } from './folder.js';
import { SimulatedSource } from './simulated.js';
import type { Source } from './source.js';

/** @throws SourceFault, StudioError unit-needed or bad-source */
export async function openSource(request: OpenRequest): Promise<Source> {
  const { source } = request;
  if (/^simulated(:|$)/.test(source)) {
    try {
      return new SimulatedSource(request);
    } catch (error) {
      if (error instanceof RangeError) throw new StudioError('bad-source', error.message);
      throw error;
    }
  }
  // The SDK's parts are loaded only when asked for: the simulator starts faster without them.
  if (/^realsense(:|$)/.test(source))
    return (await import('./realsense.js')).RealSenseSource.open(request);
  if (source.startsWith('software:'))
    return (await import('./software.js')).openSoftwareSource(request);
  if (/\.(bag|db3)$/i.test(source))
    return (await import('./recording.js')).RecordingSource.open(request);
  const found = await stat(source).catch(() => null);
  if (found?.isDirectory()) return FolderSource.open(request);
  throw new StudioError(
    'bad-source',
    found ? `${source} is neither a recording nor a folder.` : `There is no source ${source}.`,
    'Use realsense[:SERIAL], FILE.bag, FILE.db3, FOLDER or simulated[:key=value,...].',
    { source },
  );
}

/** Connected cameras, then the simulated one. */
export async function listSources(): Promise<SourceInfo[]> {
  const simulated: SourceInfo = {
    kind: 'simulated',
    spec: 'simulated',
    label: 'D405 simulated',
    detail: '',
  };
  try {
    const { listRealSense } = await import('./realsense.js');
    const cameras = listRealSense().map((camera): SourceInfo => ({
      kind: 'realsense',
      spec: `realsense:${camera.serial}`,
      label: camera.name,
      detail: `${camera.serial}, USB ${camera.usb}, ${camera.firmware}`,
    }));
    return [...cameras, simulated];
  } catch (error) {
    if (error instanceof SourceFault) return [simulated];
    throw error;
  }
}
