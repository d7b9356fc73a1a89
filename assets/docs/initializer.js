// Starts Swagger UI on our description. `validatorUrl: null`: it must not send anybody's API to a service on the internet.
globalThis.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  validatorUrl: null,
});
