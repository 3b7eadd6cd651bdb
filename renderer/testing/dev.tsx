/** The dev page: the app over the fake host. `?scene=` picks one: empty, session (default). */
import { createRoot } from 'react-dom/client';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { App } from '../shell/App.js';
import { createStudio } from '../state/studio.js';
import '../styles/index.css';
import { createFakeHost } from './fake-host.js';
import { fakeSession } from './fake-samples.js';
import { FakeCamera } from './fake-camera.js';

const query = new URLSearchParams(window.location.search);
const empty = query.get('scene') === 'empty';
const host = createFakeHost({
  project: !empty,
  samples: empty ? [] : fakeSession(),
  thumbnail: drawThumbnail,
});
const camera = new FakeCamera();
const drawn = new Map<string, Promise<{ mime: string; bytes: Uint8Array }>>();

/** A rendered scene per category and anomaly, as the host's thumbnails show them. */
function drawThumbnail(sample: SampleSummary): Promise<{ mime: string; bytes: Uint8Array }> {
  const key = `${sample.category} ${sample.anomaly} ${(sample.index % 3).toString()}`;
  const known = drawn.get(key);
  if (known) return known;
  const made = (async () => {
    camera.simulate({
      object: sample.category,
      defect: sample.anomaly === 'good' ? 'none' : sample.anomaly,
      seed: (sample.index % 3) + 1,
      distanceMm: 180,
      tiltDeg: 0,
    });
    const { data, width, height } = camera.frame().colour;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    const image = new ImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      image.data.set(data.subarray(i * 3, i * 3 + 3), i * 4);
      image.data[i * 4 + 3] = 255;
    }
    context?.putImageData(image, 0, 0);
    const small = new OffscreenCanvas(240, 180);
    small
      .getContext('2d')
      ?.drawImage(
        canvas,
        (width - (height * 4) / 3) / 2,
        0,
        (height * 4) / 3,
        height,
        0,
        0,
        240,
        180,
      );
    const blob = await small.convertToBlob({ type: 'image/jpeg' });
    return { mime: 'image/jpeg', bytes: new Uint8Array(await blob.arrayBuffer()) };
  })();
  drawn.set(key, made);
  return made;
}

const studio = createStudio(host);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App studio={studio} />);
window.setInterval(() => {
  host.tick();
}, 66);
