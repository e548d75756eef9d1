// Loaded before the program: throws an error that nobody catches, once the test asks for it.
process.once('SIGUSR2', () => {
  const config = { headers: { Authorization: 'Bearer t-secret' } };
  throw Object.assign(new TypeError('it is not what it seems'), { config });
});
