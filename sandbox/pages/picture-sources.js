// Where the session page's picture comes from. A source has lines to say meanwhile, begins, takes one picture, stops.
const element = (id) => document.getElementById(id);

/** By the names that getUserMedia's errors have. */
const CAMERA_PROBLEMS = {
  NotAllowedError: 'The camera is not allowed here. Allow it in the browser, or choose a picture.',
  NotFoundError: 'No camera was found. Choose a picture instead.',
  NotReadableError: 'The camera is in use elsewhere. Close that program, or choose a picture.',
};

/** A message for the person. */
export class Problem extends Error {}

/** By the sandbox's codes. */
export const PICTURE_PROBLEMS = {
  image_too_large: 'That picture is larger than 8 MB. Choose a smaller one.',
  invalid_image: 'That file is not a readable JPEG or PNG. Choose another one.',
  empty_image: 'That file is empty. Choose another one.',
};

/** The camera, once it is allowed; says these lines, one after the other. */
export async function openCamera(lines) {
  const video = element('video');
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    throw new Problem(CAMERA_PROBLEMS[error.name] ?? 'The camera cannot be used. Choose a picture instead.');
  }
  return {
    lines,
    async begin() {
      video.srcObject = stream;
      video.hidden = false;
      element('guide').hidden = false;
      await video.play();
    },
    take() {
      // The frame that is sent stays on show.
      video.pause();
      const canvas = document.createElement('canvas');
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext('2d').drawImage(video, 0, 0);
      return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
    },
    stop() {
      for (const track of stream.getTracks()) track.stop();
      video.hidden = true;
      element('guide').hidden = true;
    },
  };
}

/** A picture that the person chose. */
export function openFile(file) {
  const preview = element('preview');
  const address = URL.createObjectURL(file);
  return {
    lines: ['Your picture'],
    async begin() {
      preview.src = address;
      preview.hidden = false;
      await preview.decode().catch(() => {
        throw new Problem(file.size === 0 ? PICTURE_PROBLEMS.empty_image : PICTURE_PROBLEMS.invalid_image);
      });
    },
    take: () => file,
    stop() {
      preview.hidden = true;
      preview.removeAttribute('src');
      URL.revokeObjectURL(address);
    },
  };
}
