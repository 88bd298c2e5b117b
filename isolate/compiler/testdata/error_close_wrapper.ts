})(); evil(); (async function () {
