"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const sort = (column, down) => {
    const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
    const compare = (a, b) => {
      const [x, y] = [key(a), key(b)];
      const number = x !== "" && y !== "" && !isNaN(x) && !isNaN(y);
      return number ? x - y : x.localeCompare(y);
    };
    const rows = [...body.rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)));
    body.append(...rows);
    heads.forEach((head, index) => {
      head.ariaSort = index === column ? (down ? "descending" : "ascending") : "none";
    });
  };
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    button.addEventListener("click", () => sort(column, head.ariaSort === "ascending"));
  });
}
