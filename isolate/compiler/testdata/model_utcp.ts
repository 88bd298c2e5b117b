// Fetch the issue and its comments
const issue = tools.github.get_issue({ owner: "a", repo: "b", issue_number: 1 });
const comments: any[] = tools.github.list_comments({ issue_number: issue.number });
return { title: issue.title, comments: comments.map(c => c.body) };
