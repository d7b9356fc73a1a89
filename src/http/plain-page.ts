/**
 * Returns the HTML page for an applicant who came back from iLive without a page to go on to. It says nothing of the
 * case.
 */
export function plainPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Thank you</title>
</head>
<body>
<main>
<h1>Thank you</h1>
<p>You can close this page and go back to the app where you started. It will tell you what happens next.</p>
</main>
</body>
</html>
`;
}
