// The addresses of the API as a form to try: Swagger UI, fed with our own schema.
const place = document.getElementById("api-docs");
SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  defaultModelsExpandDepth: -1,
  docExpansion: "list",
  supportedSubmitMethods: ["get"],
  validatorUrl: null,
});
