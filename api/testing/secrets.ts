/** Signs the tokens of the tests; an installation of its own knows it and nobody else. */
export const TOKEN_SECRET = "a secret of the tests, 32 characters or more";
