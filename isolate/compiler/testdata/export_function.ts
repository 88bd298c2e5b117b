export default async function main(input: { n: number }) {
  return boom();
}
