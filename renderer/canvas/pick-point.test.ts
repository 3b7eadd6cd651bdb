import { PerspectiveCamera, Vector3 } from 'three';
import { expect, it } from 'vitest';
import { pickPoint } from './pick-point.js';

it('gives the point under the pointer, the nearest of several, none beside and behind', () => {
  const size = { width: 640, height: 360 };
  const eye = new PerspectiveCamera(40, size.width / size.height, 0.005, 5);
  eye.position.set(0.1, -0.2, 0.5);
  eye.lookAt(0, -0.3, 0);
  eye.updateMatrixWorld();
  const matrix = eye.projectionMatrix.clone().multiply(eye.matrixWorldInverse).toArray();
  const points = [
    new Vector3(0.02, -0.3, 0),
    new Vector3(-0.05, -0.28, 0.03),
    // Behind the eye.
    eye.position
      .clone()
      .multiplyScalar(2)
      .sub(new Vector3(0, -0.3, 0)),
  ];
  // On the line from the eye to the first point, twice as near.
  points.push(points[0]!.clone().add(eye.position).multiplyScalar(0.5));
  const positions = Float32Array.from(points.flatMap((point) => point.toArray()));
  const screen = (point: Vector3): [number, number] => {
    const { x, y } = point.clone().project(eye);
    return [((x + 1) / 2) * size.width, ((1 - y) / 2) * size.height];
  };
  const pick = (at: [number, number]) => pickPoint(positions, points.length, matrix, size, at);
  const [x, y] = screen(points[1]!);
  expect(pick([x + 2, y - 3])).toBe(1);
  expect(pick([x + 9, y])).toBeNull();
  expect(pick(screen(points[0]!))).toBe(3);
  expect(pickPoint(positions, 1, matrix, size, screen(points[0]!))).toBe(0);
});
