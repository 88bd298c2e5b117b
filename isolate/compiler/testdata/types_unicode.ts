const äö: string = "日本 😀"; boom()
