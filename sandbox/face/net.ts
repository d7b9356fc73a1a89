import { readFile } from 'node:fs/promises';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';

/** A loaded net: planes of numbers in, named outputs out. */
export interface Net {
  run(input: Float32Array, shape: readonly number[]): Promise<(output: string) => Float32Array>;
  close(): Promise<void>;
}

/** Loads one `.onnx` file; all three nets used here call their input `input`. */
export async function loadNet(file: string, threads: number): Promise<Net> {
  env.wasm.numThreads = threads;
  env.logLevel = 'error';
  const session = await InferenceSession.create(await readFile(file), { graphOptimizationLevel: 'all' });
  return {
    async run(input, shape) {
      const outputs = await session.run({ input: new Tensor('float32', input, shape) });
      return (name) => {
        const data = outputs[name]?.data;
        if (!(data instanceof Float32Array))
          throw new Error(`${file} has no output of numbers named ${name}`);
        return data;
      };
    },
    close: () => session.release(),
  };
}
