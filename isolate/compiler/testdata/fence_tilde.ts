~~~ts
boom()
~~~
