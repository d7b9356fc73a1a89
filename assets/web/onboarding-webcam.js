// The camera of a computer, for those without a phone at hand. Its picture goes the way of a chosen file.
const SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const JPEG_QUALITY = 0.95;

/** Shows the button where there is such a camera. `take` gets the picture as a file, `refuse` says what is wrong. */
export async function offerWebcam(form, { take, refuse }) {
  const button = form.querySelector('.webcam');
  if (!matchMedia('(hover: hover) and (pointer: fine)').matches || !(await hasCamera())) return;
  let busy = false;
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (busy) return;
    busy = true;
    refuse(null);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: SIZE });
      const file = await pictureFrom(stream, form);
      if (file) await take(file);
      else button.focus();
    } catch ({ name }) {
      refuse(name === 'NotAllowedError' ? form.dataset.webcamRefused : form.dataset.webcamAway);
    }
    busy = false;
  });
}

async function hasCamera() {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return devices?.some(({ kind }) => kind === 'videoinput') ?? false;
}

/** Shows what the camera sees until a picture is taken, or null because the camera was closed. */
async function pictureFrom(stream, form) {
  const video = document.createElement('video');
  Object.assign(video, { autoplay: true, muted: true, playsInline: true, srcObject: stream });
  video.setAttribute('aria-label', form.dataset.webcamPicture);
  const [shoot, close] = [form.dataset.webcamTake, form.dataset.webcamStop].map((value, at) =>
    Object.assign(document.createElement('input'), {
      ...{ type: 'button', value, className: at === 0 ? 'button' : 'button second' },
    }),
  );
  const view = document.createElement('div');
  view.className = 'film';
  view.append(video, shoot, close);
  form.querySelector('.pickers').after(view);
  form.classList.add('filming');
  view.scrollIntoView({ block: 'nearest' });
  shoot.focus({ preventScroll: true });
  try {
    return await new Promise((resolve, reject) => {
      const [track] = stream.getVideoTracks();
      shoot.addEventListener('click', () => video.videoWidth > 0 && resolve(frameOf(video)));
      close.addEventListener('click', () => resolve(null));
      track.addEventListener('ended', () => reject(new Error('the camera was taken away')));
    });
  } finally {
    for (const track of stream.getTracks()) track.stop();
    view.remove();
    form.classList.remove('filming');
  }
}

async function frameOf(video) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext('2d').drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
  if (!blob) throw new Error('no memory for the picture');
  return new File([blob], 'id.jpg', { type: 'image/jpeg' });
}
